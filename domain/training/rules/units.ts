export { compare, compareNumbers, convert, dimensionOf, fromSi, siNumber } from './units/convert.ts';
export type { DisplayUnits } from './units/convert.ts';
export { format, formatNumber, inUnits } from './units/format.ts';
export { parseQuantity, readQuantity } from './units/parse-quantity.ts';
export type { QuantityKind } from './units/parse-quantity.ts';
