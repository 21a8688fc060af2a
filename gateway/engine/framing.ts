/**
 * Return whether a request's headers leave open where its body ends (RFC 9112, 6.3). A proxy and this server could
 * disagree about the end of such a request, and one of them would take a part of the body for the next request. The
 * caller must join repeated header lines by commas first.
 */
export function isAmbiguouslyFramed(length?: string | null, coding?: string | null): boolean {
  if (length != null && coding != null) return true;
  return (length != null && !/^\d+$/.test(length)) || (coding != null && !/^chunked$/i.test(coding));
}
