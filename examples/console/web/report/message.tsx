import type { CampaignDetails } from '../../api.js';
import { Notification } from '../parts/notification.js';

/** What the recipients get to see. */
export const Message = ({ campaign }: { readonly campaign: CampaignDetails }) => (
  <section className="card half" aria-labelledby="message-title">
    <h2 id="message-title">Message</h2>
    <Notification title={campaign.title} body={campaign.body} />
  </section>
);
