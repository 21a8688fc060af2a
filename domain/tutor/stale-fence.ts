/** Another node owns the reply by now, so this one may not commit [T1]. */
export class StaleFence extends Error {
  override readonly name = 'StaleFence';
  readonly replyId: string;

  constructor(replyId: string) {
    super(`another owner took over the reply ${replyId}`);
    this.replyId = replyId;
  }
}
