const alerts = {
  title: 'Alerts',
  lead: 'What somebody should look at, from the audit trail.',
  any: 'All',
  kinds: { security: 'Security', limits: 'Limits', consent: 'Consent', change: 'Change' } as Record<string, string>,
  severities: { warning: 'Look at this', note: 'For information' } as Record<string, string>,
  empty: 'All quiet',
  emptyLead: 'Failed signatures, budgets that run low, revoked tokens and opt-outs show here.',
  inAudit: 'In the audit trail',
  says: {
    'webhook.rejected': 'Somebody posted with a wrong signature. If it goes on, check the key of the vendor.',
    'budget.warning': 'From here on, raise the cap or expect refusals.',
    'limit.reached': 'Sends were refused until there is room again.',
    'compliance.loosened': 'Rules that were loosened stand in the audit trail one by one.',
    'token.revoked': 'Whoever used it is refused.',
    'person.sign-in-failed': 'If nobody of you tried, have a look at Security.',
    'consent.stopped': 'Nothing is sent to this contact any more.',
  } as Record<string, string>,
  older: 'Show what is older',
};

export default alerts;
