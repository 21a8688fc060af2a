/**
 * Return whether a request's headers leave open where its body ends (RFC 9112, 6.3). A proxy and this server could
 * disagree about such a request: one would read as the next request what the other reads as the body. Repeated header
 * lines must be joined by commas before.
 */
export function isAmbiguouslyFramed(length?: string | null, coding?: string | null): boolean {
  if (length != null && coding != null) return true;
  return (length != null && !/^\d+$/.test(length)) || (coding != null && !/^chunked$/i.test(coding));
}
