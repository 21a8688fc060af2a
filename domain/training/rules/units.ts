export { compare, compareNumbers, convert, dimensionOf, fromSi, siNumber, toSi } from './units/convert.ts';
export type { Dimension, DisplayUnits, SiUnit } from './units/convert.ts';
export { format, formatNumber, inUnits } from './units/format.ts';
export { parseQuantity, readQuantity } from './units/parse-quantity.ts';
export type { QuantityKind, Reading } from './units/parse-quantity.ts';
