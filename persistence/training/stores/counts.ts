/** What an entry of the log must be to count; said as the partial indexes on `progress_logs` say it, so that they serve. */
export const COUNTS = `status = 'confirmed' AND deleted_at IS NULL`;
