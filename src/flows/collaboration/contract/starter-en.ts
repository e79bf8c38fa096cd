import type { StarterWording } from './starter.ts'

/** Usual wording to begin with; have your own lawyer look at it before it is used. */
export const starterEnglish: Record<string, StarterWording> = {
  subject: {
    title: 'Subject',
    body: 'The Seller supplies the products and services listed in Annex 1 (Price list), which follows revision {{quote.revision}} of quotation {{quote.number}}. Names, specifications and quantities are those of Annex 1.',
  },
  price: {
    title: 'Price',
    body: 'The contract price is {{quote.total}}, {{quote.taxNote}}. It covers everything in Annex 1. Nothing else is charged unless both sides agree in writing.',
  },
  payment: {
    title: 'Payment',
    body: 'The Buyer pays as follows:\n{{quote.payment}}\nThe Seller issues a VAT invoice for each payment, with the details the Buyer provides.',
  },
  retention: {
    title: 'Retention',
    body: 'The retention in Annex 2 is paid once its period is over and no defect remains open. A dispute about one part does not delay the rest.',
  },
  exchange: {
    title: 'Currency',
    body: 'Prices and payments are in {{quote.currency}}. Bank charges are borne by whoever pays.',
  },
  delivery: {
    title: 'Delivery',
    body: 'Time of delivery: {{quote.delivery}}. Place of delivery: {{deliveryPlace}}. The Seller gives notice 3 working days ahead. Risk passes to the Buyer when delivery is signed for.',
  },
  acceptance: {
    title: 'Acceptance',
    body: 'The Buyer checks the delivery against Annex 1 within {{acceptanceDays}} days. What does not conform is stated in writing, put right by the Seller and checked again. Without a written objection in that time, the delivery counts as accepted.',
  },
  warranty: {
    title: 'Warranty',
    body: 'The warranty lasts {{warrantyMonths}} months from acceptance. Faults that improper use did not cause are repaired or replaced free of charge.',
  },
  service: {
    title: 'Services',
    body: 'The Seller provides the services and hours in Annex 1 through competent staff. Work beyond that scope is charged once both sides confirm it in writing.',
  },
  subscription: {
    title: 'Subscription',
    body: 'A subscription begins when it is activated and runs for the periods in Annex 1. Unless renewed in writing 30 days before its end, it ends. The Seller keeps the Buyer’s data for another 30 days for export.',
  },
  property: {
    title: 'Title and intellectual property',
    body: 'Title to goods passes when they are paid for. What either side owned before stays its own. The Seller warrants that the products and services infringe no third party’s rights.',
  },
  'data-ownership': {
    title: 'Ownership of data and joint results',
    body: 'Data from the Buyer’s business belongs to the Buyer; the Seller uses it to perform this contract and for nothing else. Results developed together belong to the sides in the shares agreed in an annex; without such shares they are owned jointly, and neither side licenses them to others without the other’s written consent.',
  },
  'personal-data': {
    title: 'Personal data',
    body: 'Where the Seller processes personal data for the Buyer, it does so for the purpose, period and manner of this contract alone, passes it to nobody else, and protects it by encryption and access control. It reports a breach within 24 hours and mends it. When the contract ends it returns or deletes the data and says so in writing.',
  },
  confidentiality: {
    title: 'Confidentiality',
    body: 'Each side keeps the other’s business secrets for {{confidentialityYears}} years after the contract ends. Disclosure required by law is excepted, with notice beforehand.',
  },
  liability: {
    title: 'Liability',
    body: 'For late delivery or payment, the side in default pays {{delayRate}}‰ of the late part for each day. Except for intent, gross negligence, personal injury and infringement, either side’s total liability is limited to {{liabilityCap}}% of the contract price.',
  },
  'force-majeure': {
    title: 'Force majeure',
    body: 'Events beyond control excuse performance as far as they prevent it. The affected side gives prompt notice and proof within 15 days.',
  },
  termination: {
    title: 'Termination',
    body: 'If one side is in serious breach and does not mend it within 30 days of a written reminder, the other may terminate in writing. Payments and damages already due remain due.',
  },
  disputes: {
    title: 'Law and disputes',
    body: 'The law of the People’s Republic of China applies (Hong Kong, Macao and Taiwan excepted). Disputes that talks do not settle go to {{court}}.',
  },
  general: {
    title: 'General',
    body: 'This contract takes effect once both sides have signed it. The annexes are part of it. Changes need both sides’ written confirmation. Both sides agree to conclude it electronically, by electronic signatures.',
  },
}
