/**
 * Who stands in the audit trail for what is done here. The console has no login, and a name that
 * anybody can claim would be worse in an audit trail than none: put your own authentication in front,
 * and hand over here whom it knows.
 */
export const operator = 'console';
