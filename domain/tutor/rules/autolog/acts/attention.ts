import type { JudgedClause } from '../language/judge.ts';

const BODY =
  '(?:back|shoulders?|knees?|hips?|elbows?|wrists?|neck|hamstrings?|groin|calf|calves|ankles?|chest|quads?|lats?|biceps?|triceps?|muscles?|pecs?|glutes?|spine|foot|feet|forearms?|abs|ribs?)';
const PAIN =
  /\b(?:pain|pains|painful|hurt|hurts|hurting|aches?|ached|aching|achy|tweak|tweaked|strain|strained|sprain|sprained|injur(?:y|ed|ies)|pinch(?:ed|ing)?|twinge|numb|numbness|tingl(?:e|ing)|dizzy|dizziness|lightheaded|light-headed|faint|nausea|nauseous|cramp(?:s|ed|ing)?|spasm|dislocated|torn|swollen|swelling|sharp)\b/g;
/** Words such as "pull" or "pop" mean trouble only near a part of the body: "pulled 100 kg" is no trouble. */
const BODY_TROUBLE = new RegExp(
  `\\b${BODY}\\b(?: \\w+){0,2} (?:pull|pulls|pulled|pulling|pop|popped|popping|click(?:ed|ing)?|gave out|give out|seized|locked|rounded|rounding|arched|arching|buckled|caved|caving|wobbl(?:ed|ing|y)|bothering|bothered|acting up|burned|tight|twisted)\\b` +
    `|\\b(?:pulled|popped|tore|twisted|pull|pulling|tightness|rounded|arched|clicking|popping|pressure|discomfort|weird|off|something) (?:\\w+ ){0,3}${BODY}\\b`,
  'g',
);
const FORM =
  /\b(?:form|technique|posture)\b(?: \w+){0,3} (?:bad|poor|off|sloppy|breaking|broke|breaks|slipped|slipping|terrible|awful|ugly|wrong|suffered|shaky|failing|fell|falling|collapsed|degraded|worse|worsened|issues?|problems?|breakdown)\b|\b(?:bad|poor|sloppy|terrible|awful|ugly|wrong|shaky|lost|losing|trouble with|problems? with|struggled with|struggling with) (?:\w+ ){0,2}(?:form|technique|posture|balance)\b|\blost balance\b/g;
/** Shortly before a word for trouble, these words say that there was no trouble. */
const NONE = /(?:\bno|\bnot|\bnever|\bwithout|\bwithout any|n't|\bzero|\bfree of|\bany)(?: \w+){0,2} $/;
const NONE_AFTER = /^[- ]free\b/;

/** Return whether the clause reports pain, injury or trouble with form. */
export function troubles(clause: JudgedClause): boolean {
  return [PAIN, BODY_TROUBLE, FORM].some((pattern) =>
    [...clause.text.matchAll(pattern)].some((match) => {
      const before = clause.text.slice(Math.max(0, match.index - 40), match.index);
      const after = clause.text.slice(match.index + match[0].length);
      return (
        !NONE.test(before) &&
        !NONE_AFTER.test(after) &&
        !(match[0] === 'sharp' && !/^ (?:pain|pinch|pull|feeling)/.test(after))
      );
    }),
  );
}

/**
 * Return whether the clause reports trouble in the past together with what was being done: "I felt my back pull during
 * shoulder press".
 */
export function felt(clause: JudgedClause): boolean {
  return (
    /\b(?:felt|hurt|tweaked|strained|pulled|popped|injured|had|got|started|bothered)\b/.test(clause.text) &&
    /\b(?:during|on|in|with|while|doing|from|after|at)\b/.test(clause.text)
  );
}
