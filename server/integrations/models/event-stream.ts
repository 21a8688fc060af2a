/** An event in a stream of Server-Sent Events. */
export interface StreamEvent {
  /** The event's name; `message` if the server does not name it. */
  event: string;
  data: string;
}

const BYTE_ORDER_MARK = '\ufeff';

/** Return a parser. It takes text in parts that may end anywhere, and returns the events that each part completes. */
export function createEventStreamParser(): (text: string) => StreamEvent[] {
  let rest = '';
  let isFirst = true;
  let [event, data] = ['', undefined as string | undefined];

  function take(line: string, events: StreamEvent[]): void {
    if (line === '') {
      if (data !== undefined) events.push({ event: event || 'message', data });
      [event, data] = ['', undefined];
      return;
    }
    const colon = line.indexOf(':');
    // A line that begins with a colon is a comment.
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data = data === undefined ? value : `${data}\n${value}`;
    else if (field === 'event') event = value;
  }

  return (text) => {
    const events: StreamEvent[] = [];
    rest = withNewlines(rest + (isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text));
    isFirst = false;
    let from = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', from)) {
      take(rest.slice(from, end), events);
      from = end + 1;
    }
    rest = rest.slice(from);
    return events;
  };
}

/**
 * Replace all line ends by `\n`. A carriage return at the end of the text is kept, because it may be the first half of
 * a line end.
 */
function withNewlines(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n|\r(?!$)/g, '\n') : text;
}
