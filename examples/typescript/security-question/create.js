// Asks everybody the same, so that the question does not tell which names exist.
exports.handler = async () => ({
  publicParameters: { question: 'What are the last four characters of your customer number?' },
});
