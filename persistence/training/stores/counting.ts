/** What an entry of the log must be to count; said as the partial indexes on `progress_logs` say it, so that they serve. */
export const COUNTING = `status = 'confirmed' AND deleted_at IS NULL`;
