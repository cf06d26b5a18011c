const agreeing =
  /(?<![\p{L}])(yes|yeah|yep|sure|of course|okay|ok|please do|go ahead|fine|ja|jawohl|gerne|natürlich|klar|sí|si|claro|vale|por supuesto|oui|d'accord|bien sûr|volontiers|certo|va bene|volentieri|sim|pode|com certeza)(?![\p{L}])/iu;
const refusing =
  /(?<![\p{L}])(no|nope|not now|don't|do not|never|rather not|nein|nicht|lieber nicht|non|pas|jamais|ahora no|mejor no|preferisco di no|adesso no|não|agora não)(?![\p{L}])/iu;

/** What somebody answered to a yes-or-no question, in the languages of the phrases; both at once is no answer. */
export function agreementIn(text: string): 'yes' | 'no' | 'unclear' {
  const [isYes, isNo] = [agreeing.test(text), refusing.test(text)];
  return isNo ? (isYes ? 'unclear' : 'no') : isYes ? 'yes' : 'unclear';
}
