/** What a subscriber gets to see. It travels as JSON, encrypted. */
export interface PushMessage {
  /** By this the receiving end tells two campaigns apart, and a duplicate from a second campaign. */
  readonly campaignId: string;
  readonly title: string;
  readonly body: string;
}
