/** Ranges that regulators keep out of use for films, books and tests, plus numbers that vendors document as examples. */
const ranges: readonly { readonly country: string; readonly pattern: RegExp }[] = [
  // NANP: 555-0100 to 555-0199 in every area code; area code 555 is not assigned at all; 500-555 is Twilio's test range.
  { country: 'US', pattern: /^\+1[2-9]\d{2}55501\d{2}$/ },
  { country: 'US', pattern: /^\+1555\d{7}$/ },
  { country: 'US', pattern: /^\+1500555\d{4}$/ },
  // Numbers that Twilio's own documentation uses, the WhatsApp sandbox sender among them.
  { country: 'US', pattern: /^\+1(?:4155238886|5017122661|4155552345)$/ },
  // Ofcom, ACMA, ARCEP, Bundesnetzagentur: numbers for drama.
  { country: 'GB', pattern: /^\+44(?:7700900|2079460|1632960)\d{3}$/ },
  { country: 'AU', pattern: /^\+61(?:491570(?:006|156|157|158|159|110|313|737)|[2378](?:5550|7010)\d{4})$/ },
  { country: 'FR', pattern: /^\+33(?:199|2[67]1|353|465|536|639)\d{6}$/ },
  { country: 'DE', pattern: /^\+49(?:15228817386|15228895456|15228\d{6}|30231250?\d{2,3}|89999980?\d{2,3})$/ },
];

/** The country of a number that can belong to nobody, or undefined when somebody real might answer. */
export function fictionalCountry(number: string): string | undefined {
  return ranges.find(range => range.pattern.test(number))?.country;
}
