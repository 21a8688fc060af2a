/** Texts that can make Markdown parsers slow. `length` is the approximate number of characters. */
export const hostile: { readonly [name: string]: (length: number) => string } = {
  'emphasis that never closes': (length) => fill('*a_', length),
  'emphasis of three kinds': (length) => fill('***a__b ~~c', length),
  'emphasis within emphasis': (length) => fill('*', length / 2) + 'a' + fill('*', length / 2),
  'emphasis that crosses': (length) => fill('*a **b ', length / 2) + fill('c** d* ', length / 2),
  'emphasis in links': (length) => fill('*[a*](b)_', length),
  'many bold letters': (length) => fill('**a**b', length),
  underscores: (length) => fill('a_', length),
  'open brackets': (length) => fill('[', length),
  'open and closed brackets': (length) => fill('[', length / 2) + fill(']', length / 2),
  'links without an end': (length) => fill('[a](', length),
  'links in angle brackets': (length) => fill('[a](<b', length),
  'links with open titles': (length) => fill('[a](b "c', length),
  'links within links': (length) => fill('[', length / 8) + fill('a](b)', (length * 7) / 8),
  'pictures within pictures': (length) => fill('![[]()', length),
  'links to names': (length) => fill('[a][', length),
  'open parentheses': (length) => `[a](${fill('(', length)}`,
  'definitions of links': (length) => fill('[a]: b "c\n', length),
  'a definition used often': (length) => `[a]: https://x.y/${fill('z', length / 2)}\n\n${fill('[a]', length / 2)}`,
  'backticks of every length': (length) => {
    let text = '';
    for (let count = 1; text.length < length; count += 1) text += `e${'`'.repeat(count)}`;
    return text;
  },
  'many code spans': (length) => fill('`a', length),
  'only backticks': (length) => fill('`', length),
  'quotes within quotes': (length) => `${fill('> ', length)}a`,
  'lists within lists': (length) => `${fill('- ', length)}a`,
  'lists in quotes': (length) => fill('> * a\n', length),
  'a long list': (length) => fill('- item\n', length),
  'a long list with blank lines': (length) => fill('1. item\n\n', length),
  'a list that deepens': (length) => {
    let text = '';
    for (let depth = 0; text.length < length; depth += 1) text += `${' '.repeat(2 * (depth % 40))}- a\n`;
    return text;
  },
  'lists of every kind': (length) => fill('- a\n+ b\n* c\n', length),
  'a long table': (length) => `|a|b|\n|-|-|\n${fill('|c|d|\n', length)}`,
  'a wide table': (length) => [fill('|a', length / 3), fill('|-', length / 3), fill('|c', length / 3)].join('\n'),
  'a table of empty cells': (length) =>
    [fill('|a', length / 4), fill('|-', length / 4), fill('b\n', length / 2)].join('\n'),
  'many tables': (length) => fill('a|b\n-|-\n', length),
  pipes: (length) => fill('|', length),
  'open angle brackets': (length) => fill('<', length),
  'open tags': (length) => fill('<a href="', length),
  'open comments': (length) => fill('<!-- a', length),
  'open sections': (length) => fill('<![CDATA[', length),
  addresses: (length) => fill('https://a.b/c?d=(e ', length),
  'beginnings of addresses': (length) => fill('http://', length),
  colons: (length) => fill('a:', length),
  entities: (length) => fill('&amp;', length),
  backslashes: (length) => fill('\\', length),
  headings: (length) => fill('# a\n', length),
  rules: (length) => fill('* ', length),
  'an open code block': (length) => `\`\`\`\n${fill('code line\n', length)}`,
  'many code blocks': (length) => fill('```\na\n', length),
  'blank lines': (length) => fill('\n', length),
  spaces: (length) => `a${fill(' ', length)}b`,
  tabs: (length) => fill('-\ta\n', length),
  'one line': (length) => fill('lorem ipsum dolor ', length),
  'one word': (length) => fill('a', length),
  'faces and emphasis': (length) => fill('😀*', length),
  accents: (length) => `a${fill('\u0301', length)}`,
  'joined letters': (length) => fill('ش', length),
  'letters of both directions': (length) => fill('aش ', length),
  'many paragraphs': (length) => fill('Lorem **ipsum** dolor `sit` amet.\n\n', length),
};

function fill(pattern: string, length: number): string {
  return pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);
}
