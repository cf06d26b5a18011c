/** Forms made from what a vendor asks for. */
const credentials = {
  needed: 'Needed here.',
  kept: 'Kept. Type to replace it.',
  more: 'More settings',
  test: 'Test connection',
  testing: 'Asking the vendor…',
  works: 'It works',
  worksLead: (name: string) => `${name} accepted these credentials.`,
  untried: 'Kept, not tried: this vendor offers no harmless request.',
  faults: {
    credentials: 'The vendor does not accept these credentials.',
    invalid: 'The vendor did not understand the request.',
    'rate-limited': 'The vendor wants fewer requests. Wait a minute.',
    'out-of-funds': 'The credentials are right, and the account is empty.',
    unavailable: 'The vendor was not reached. Is this machine online?',
    unsupported: 'The vendor does not offer this for the account.',
    blocked: 'The vendor blocks this account.',
  } as Record<string, string>,
  vendorCode: "Vendor's code",
};
export default credentials;
