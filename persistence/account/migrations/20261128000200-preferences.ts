import { Migration } from '@mikro-orm/migrations';

/** Preferences that changed nothing are gone: of rows, which hold those that were saved, as of the contract. */
export class Migration20261128000200_preferences extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE user_settings DROP COLUMN notifications_enabled`);
    this.addSql(`UPDATE user_settings SET preferences = preferences - '{defaultSessionLength,reminderSettings}'::text[]
      #- '{privacySettings,encryptHealthNotes}' #- '{privacySettings,allowAnalytics}'`);
  }
}
