/**
 * Whether a request's headers leave open where its body ends (RFC 9112, 6.3): what comes after it could then be a
 * request to one reader and a part of the body to another. Lines of one name are joined by commas.
 */
export function isAmbiguouslyFramed(length?: string | null, coding?: string | null): boolean {
  if (length != null && coding != null) return true;
  return (length != null && !/^\d+$/.test(length)) || (coding != null && !/^chunked$/i.test(coding));
}
