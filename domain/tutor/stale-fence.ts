/** Thrown when another node has taken over the reply, so that this node must not commit anything about it [T1]. */
export class StaleFence extends Error {
  override readonly name = 'StaleFence';
  readonly replyId: string;

  constructor(replyId: string) {
    super(`another owner took over the reply ${replyId}`);
    this.replyId = replyId;
  }
}
