/** The reply has another owner by now: what this one still writes must not commit [T1]. */
export class StaleFence extends Error {
  override readonly name = 'StaleFence';
  readonly replyId: string;

  constructor(replyId: string) {
    super(`another owner took over the reply ${replyId}`);
    this.replyId = replyId;
  }
}
