/** Any value that JSON can hold. */
type Value = unknown;
type Thing = { [field: string]: Value };

const ID_FIELD = /^id$|Id$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Returns whether a value is about something that was deleted. This is so if `gone` contains its `id`, `replyId` or
 * `entryId` or, for a record, the id of the entry with which the record is compared.
 */
export function tellsOf(value: Value, gone: ReadonlySet<string>): boolean {
  if (!isThing(value)) return false;
  const { id, replyId, entryId, previous } = value;
  const compared = isThing(previous) ? previous['entryId'] : undefined;
  return [id, replyId, entryId, compared].some((one) => typeof one === 'string' && gone.has(one));
}

/** Returns the value without the parts, however deep, that are about something that was deleted. */
export function without(value: Value, gone: ReadonlySet<string>): Value {
  const stays = (part: Value) => !tellsOf(part, gone);
  if (Array.isArray(value)) return value.filter(stays).map((part) => without(part, gone));
  if (!isThing(value)) return value;
  const parts = Object.entries(value).filter(([, part]) => stays(part));
  return Object.fromEntries(parts.map(([field, part]) => [field, without(part, gone)]));
}

/** Returns whether the value, or any part of it, is about something that was deleted. */
export function repeats(value: Value, gone: ReadonlySet<string>): boolean {
  if (tellsOf(value, gone)) return true;
  return value !== null && typeof value === 'object' && Object.values(value).some((part) => repeats(part, gone));
}

/** Returns only the id fields of an object and of the objects in its fields. */
export function idsOf(thing: Thing): Thing {
  const kept = Object.entries(thing).flatMap(([field, value]): [string, Value][] => {
    if (ID_FIELD.test(field)) return typeof value === 'string' && UUID.test(value) ? [[field, value]] : [];
    const inner = isThing(value) ? idsOf(value) : {};
    return Object.keys(inner).length > 0 ? [[field, inner]] : [];
  });
  return Object.fromEntries(kept);
}

export function isThing(value: Value): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
