import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { checkCustomFunctions } from 'cognito-custom-auth-local';
import { hashAnswer } from './answer';
import { handler as createFunction } from './create';
import { handler as verifyFunction } from './verify';

void test('both functions keep the contract of Challenge.custom', async () => {
  const user = { userAttributes: { 'custom:answer_hash': await hashAnswer('Lola') } };
  deepEqual(await checkCustomFunctions({ createFunction, verifyFunction, user, rightAnswer: () => 'lola!' }), []);
});
