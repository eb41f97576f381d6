import './notification.css';

interface NotificationProps {
  readonly title: string;
  readonly body: string;
}

/** A push message as it may look on a screen. */
export const Notification = ({ title, body }: NotificationProps) => (
  <div className="notification">
    <img src="/icon.svg" alt="" width="36" height="36" />
    <div>
      <p dir="auto">
        <strong>{title}</strong>
      </p>
      <p dir="auto">{body}</p>
    </div>
    <small>now</small>
  </div>
);
