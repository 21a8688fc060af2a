export interface Place {
  path: string;
  line: number;
}

/** A rule id, with the place where a document defines it or a file cites it. */
export interface Mention extends Place {
  id: string;
}

const ID = String.raw`[A-Z]{1,2}\d+`;
const DEFINITION = new RegExp(String.raw`\*\*\[(${ID})\]\*\*`, 'g');
/**
 * Matches a citation such as `[T3]`, `[AL4, T8]` or `[S1–S5]`, but neither an array index nor a character class in a
 * text.
 */
const CITATION = new RegExp(String.raw`(?<![^\s(])\[(${ID}(?:(?:, |–)${ID})*)\](?![+*?{\w])`, 'g');
/** Matches files in which brackets may also be code. In all other files, the whole text is searched for citations. */
const CODE = /\.(?:ts|mts|js|mjs)$/;
const TEST = /^test\/.*(?:\.test|-suite)\.ts$/;

/**
 * Compare the documents that define rules with the files that cite them. Return each contradiction as a line of text.
 */
export function breaches(documents: ReadonlyMap<string, string>, files: ReadonlyMap<string, string>): string[] {
  const defined = Map.groupBy([...documents].flatMap(definitionsIn), ({ id }) => id);
  const cited = [...documents, ...files].flatMap(citationsIn);
  const tested = new Set([...files].filter(([path]) => TEST.test(path)).flatMap(namedIn));
  return [
    ...cited.filter(({ id }) => !defined.has(id)).map((one) => `${placeOf(one)}: no document defines [${one.id}]`),
    ...[...defined.values()]
      .filter((places) => places.length > 1)
      .map((places) => `[${places[0]?.id}] is defined more than once: ${places.map(placeOf).join(', ')}`),
    ...[...defined.values()]
      .flatMap(([one]) => one ?? [])
      .filter(({ id }) => !tested.has(id))
      .map((one) => `${placeOf(one)}: no test is named for [${one.id}]`),
  ];
}

function definitionsIn([path, text]: [string, string]): Mention[] {
  return mentions(path, text, DEFINITION);
}

/**
 * Return the citations in a file. In code, only comments and string literals are searched, because brackets elsewhere
 * may be an array or a part of a regular expression.
 */
export function citationsIn([path, source]: [string, string]): Mention[] {
  if (!CODE.test(path)) return mentions(path, source, CITATION);
  const { comments, texts } = proseOf(source);
  return [...mentions(path, comments, CITATION), ...mentions(path, texts, CITATION)].sort((a, b) => a.line - b.line);
}

/**
 * Return the rule ids in the string literals of a test file, which contain the test names. Comments do not count,
 * because a comment does not test anything.
 */
function namedIn([path, source]: [string, string]): string[] {
  return mentions(path, proseOf(source).texts, CITATION).map(({ id }) => id);
}

function mentions(path: string, text: string, pattern: RegExp): Mention[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return idsOf(match[1] ?? '').map((id) => ({ path, line, id }));
  });
}

/** Return the ids in a list: two for `AL4, T8`, and three for `S1–S3`. */
function idsOf(list: string): string[] {
  return list.split(', ').flatMap((part) => {
    const [first = '', last = first] = part.split('–');
    const letters = first.replace(/\d+$/, '');
    const [from, to] = [first, last].map((id) => Number(id.slice(letters.length))) as [number, number];
    return Array.from({ length: to - from + 1 }, (_, n) => `${letters}${from + n}`);
  });
}

const placeOf = ({ path, line }: Place) => `${path}:${line}`;

/** Matches code after which a slash begins a regular expression. After other code, a slash means division. */
const VALUE_BEGINS = /(?:^|[=(,:[!&|?{};+<>~^%*-]|\b(?:return|typeof|case|in|of|await|yield))\s*$/;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const STRING = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
/**
 * Matches code without slashes, quotes and braces, so that no comment, text, template or template expression begins or
 * ends in it.
 */
const PLAIN = /[^/'"`{}]+/y;
/** Matches a part of a template literal, up to its end or to the next `${`. */
const TEMPLATE = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y;

/**
 * Return two copies of the source. In one, all but the comments is replaced by spaces; in the other, all but the string
 * and template literals. Line numbers stay the same.
 */
export function proseOf(source: string): { comments: string; texts: string } {
  let [comments, texts, code] = ['', '', ''];
  /** For each template literal around the current position, the number of open braces in its expression. */
  const templates: number[] = [];
  let at = 0;

  function take(kind: 'comment' | 'text' | 'code', part: string): void {
    const blank = part.replace(/[^\n]/g, ' ');
    comments += kind === 'comment' ? part : blank;
    texts += kind === 'text' ? ` ${part.slice(1, -1)} ` : blank;
    if (kind !== 'comment') code += kind === 'code' ? part : 'x';
    at += part.length;
  }

  function next(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  }

  function template(): void {
    at += 1;
    const part = next(TEMPLATE) ?? '';
    at -= 1;
    take('text', `\`${part}`);
    if (part.endsWith('${')) templates.push(0);
  }

  while (at < source.length) {
    const letter = source[at] ?? '';
    const comment = letter === '/' ? next(COMMENT) : undefined;
    const regex = letter === '/' && VALUE_BEGINS.test(code.slice(-20)) ? next(REGEX) : undefined;
    const string = letter === "'" || letter === '"' ? next(STRING) : undefined;
    const open = templates.at(-1);
    if (comment !== undefined) take('comment', comment);
    else if (regex !== undefined) take('code', regex);
    else if (string !== undefined) take('text', string);
    else if (letter === '`') template();
    else if (letter === '}' && open === 0) {
      templates.pop();
      template();
    } else {
      if (open !== undefined && letter === '{') templates[templates.length - 1] = open + 1;
      if (open !== undefined && letter === '}') templates[templates.length - 1] = open - 1;
      take('code', next(PLAIN) ?? letter);
    }
  }
  return { comments, texts };
}
