/** Twilio's own words for the refusals that the sandbox can give, with their HTTP status. */
const texts: Readonly<Record<number, readonly [status: number, message: string]>> = {
  20001: [400, 'The sandbox does not know a parameter of this request'],
  20003: [401, 'Authenticate'],
  20404: [404, 'The requested resource was not found'],
  20429: [429, 'Too Many Requests'],
  20500: [500, 'Internal Server Error'],
  20503: [503, 'Service Unavailable'],
  21201: [400, "No 'To' number specified"],
  21205: [400, 'Url is not a valid URL'],
  21210: [400, "'From' phone number not verified"],
  21211: [400, "Invalid 'To' Phone Number"],
  21212: [400, "Invalid 'From' Phone Number"],
  21213: [400, "No 'From' number specified"],
  21214: [400, "'To' phone number cannot be reached"],
  21215: [400, 'Account not authorized to call'],
  21216: [400, 'Account not allowed to call'],
  21217: [400, 'Phone number does not appear to be valid'],
  21218: [400, 'Status is not valid'],
  21220: [400, 'Call is not in-progress. Cannot redirect.'],
  21266: [400, "'To' and 'From' number cannot be the same"],
  21408: [400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"],
  21421: [400, 'PhoneNumber is invalid'],
  21422: [400, 'PhoneNumber is not available'],
  21451: [400, 'Invalid AreaCode'],
  21502: [400, 'Invalid SmsUrl'],
  21602: [400, 'Message body is required'],
  21603: [400, "A 'From' phone number is required"],
  21604: [400, "A 'To' phone number is required"],
  21606: [
    400,
    "The 'From' phone number is not a valid, SMS-capable inbound phone number or short code for your account",
  ],
  21609: [400, "The 'StatusCallback' URL is not a valid URL"],
  21610: [400, 'Attempt to send to unsubscribed recipient'],
  21611: [400, "This 'From' number has exceeded the maximum number of queued messages"],
  21612: [400, "The 'To' phone number is not currently reachable using the 'From' phone number via SMS"],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit'],
  21619: [400, 'A text message body or media urls must be specified'],
  21620: [400, 'Invalid media URL(s)'],
  21623: [400, 'Number of media files exceeds allowed limit'],
  21655: [400, 'The ContentSid is Invalid'],
  21656: [400, 'The ContentVariables Parameter is invalid'],
  21701: [404, 'The Messaging Service does not exist'],
  21704: [400, 'The Messaging Service contains no phone numbers'],
  21910: [400, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel"],
  30409: [409, 'The message can no longer be canceled'],
  35111: [400, 'A MessagingServiceSid is required to schedule a message'],
  35114: [400, 'SendAt must be a date and time in ISO-8601 format'],
  63007: [400, 'Twilio could not find a Channel with the specified From address'],
};

/** What later statuses say about an `ErrorCode`. */
export const deliveryErrors: Readonly<Record<number, string>> = {
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Carrier violation',
  30008: 'Unknown error',
  30034: 'Message from an Unregistered Number',
  63024: 'Invalid message recipient',
  63016: 'Failed to send freeform message because you are outside the allowed window. Please use a Template.',
};

/** An error answer as Twilio writes it. `detail` follows the message. */
export function twilioError(code: number, detail?: string): Response {
  const [status, text] = texts[code] ?? [400, 'Bad request'];
  const message = detail === undefined ? text : `${text}: ${detail}`;
  return twilioErrorBody(status, code, message);
}

/** An error answer with a status of the caller's choice. */
export function twilioErrorBody(status: number, code: number, message?: string): Response {
  const text = message ?? texts[code]?.[1] ?? 'Error';
  return Response.json(
    { code, message: text, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    { status },
  );
}
