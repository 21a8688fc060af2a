import { Migration } from '@mikro-orm/migrations';

/** Removes the stored values of preferences that had no effect and no longer exist in the API. */
export class Migration20261128000200_preferences extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE user_settings DROP COLUMN notifications_enabled`);
    this.addSql(`UPDATE user_settings SET preferences = preferences - '{defaultSessionLength,reminderSettings}'::text[]
      #- '{privacySettings,encryptHealthNotes}' #- '{privacySettings,allowAnalytics}'`);
  }
}
