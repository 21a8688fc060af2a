/**
 * The condition for an entry of the log that counts. It is written exactly as in the partial indexes on
 * `progress_logs`, so that queries can use these indexes.
 */
export const COUNTING = `status = 'confirmed' AND deleted_at IS NULL`;
