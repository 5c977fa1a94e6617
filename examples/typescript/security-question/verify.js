const { createHash, timingSafeEqual } = require('node:crypto');

const digest = (text) => createHash('sha256').update(text).digest();

exports.handler = async ({ userAttributes, userNotFound, answer }) => {
  const customerNumber = userAttributes['custom:customer_number'] ?? '';
  const answerCorrect = timingSafeEqual(digest(answer), digest(customerNumber.slice(-4)));
  return { answerCorrect: answerCorrect && customerNumber.length >= 4 && !userNotFound };
};
