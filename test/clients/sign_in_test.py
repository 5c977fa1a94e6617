"""Whole sign-ins by the Python recipes of docs/clients.md; python.ts runs this."""
import importlib
import json
import os
import sys
import unittest
from urllib.request import urlopen

from botocore.exceptions import ClientError

MINUTE = 60_000


def ask(what, argument=None):
    """The stage on the other side: users, messages, time."""
    with urlopen(os.environ['BACKSTAGE'], json.dumps({'ask': what, 'argument': argument}).encode()) as reply:
        return json.load(reply)


def recipe(pool, name='sign_in'):
    """The module as a back end has it that serves this pool."""
    target = ask('target', pool)
    os.environ.update({
        'AWS_REGION': target['region'],
        'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER': target['endpoint'],
        'USER_POOL_ID': target['userPoolId'],
        'CLIENT_ID': target['clientId'],
        'CLIENT_SECRET': target['secret'],
    })
    for module in ('sign_in', 'sign_in_with_password', 'cli'):
        sys.modules.pop(module, None)
    return importlib.import_module(name)


class SignIn(unittest.TestCase):
    def signed_in(self, pool, user, state):
        self.assertEqual(ask('verified', [pool, state['tokens']]), user['email'])

    def begin(self, pool):
        module, user = recipe(pool), ask('newUser', pool)
        return module, user, module.login(user['name'])

    def test_a_wrong_code_another_one_the_right_one_and_later_tokens(self):
        module, user, state = self.begin('passwordless')
        self.assertEqual(state['challenge'], {
            'challenge': 'EMAIL_CODE', 'destination': '***@***', 'codeLength': '6', 'expiresIn': '300', 'attemptsLeft': '3', 'resendAfter': '60',
        })
        state = module.verify(user['name'], state['session'], 'wrong')
        self.assertEqual(state['challenge']['error'], 'CODE_MISMATCH')
        state = module.verify(user['name'], state['session'], resend=True)
        self.assertEqual((state['challenge']['error'], state['challenge']['retryAfter']), ('THROTTLED', '60'))
        ask('advance', MINUTE)
        state = module.verify(user['name'], state['session'], resend=True)
        self.assertNotIn('error', state['challenge'])
        self.assertEqual(ask('messages', user), 2)
        state = module.verify(user['name'], state['session'], ask('code', user))
        self.signed_in('passwordless', user, state)

        refresh_token = state['tokens']['RefreshToken']
        self.signed_in('passwordless', user, module.refresh(refresh_token))
        module.logout(refresh_token)
        with self.assertRaises(module.cognito.exceptions.NotAuthorizedException):
            module.refresh(refresh_token)

    def test_a_code_by_sms_that_comes_too_late(self):
        module, user, state = self.begin('passwordlessBySms')
        ask('advance', 5 * MINUTE)
        state = module.verify(user['name'], state['session'], ask('code', user))
        self.assertEqual((state['challenge']['challenge'], state['challenge']['error']), ('SMS_CODE', 'EXPIRED'))
        self.signed_in('passwordlessBySms', user, module.verify(user['name'], state['session'], ask('code', user)))

    def test_a_link_in_a_sign_in_of_its_own(self):
        module, user, _ = self.begin('magicLinkAnywhere')
        link = ask('link', user)
        ask('advance', MINUTE / 2)
        state = module.login(link['username'])
        self.assertEqual(state['challenge']['challenge'], 'MAGIC_LINK')
        self.signed_in('magicLinkAnywhere', user, module.verify(link['username'], state['session'], link['token']))

    def test_a_captcha_and_then_a_code(self):
        module, user, state = self.begin('captchaThenCode')
        self.assertEqual(state['challenge']['provider'], 'TURNSTILE')
        state = module.verify(user['name'], state['session'], 'made up')
        self.assertEqual(state['challenge']['error'], 'CODE_MISMATCH')
        state = module.verify(user['name'], state['session'], 'pass?hostname=www.example.com&id=python')
        self.signed_in('captchaThenCode', user, module.verify(user['name'], state['session'], ask('code', user)))

    def test_a_picture_another_one_and_then_a_code(self):
        module, user, state = self.begin('pictureThenCode')
        picture = state['challenge']['captchaUrl']
        state = module.verify(user['name'], state['session'], resend=True)
        self.assertNotEqual(state['challenge']['captchaUrl'], picture)
        state = module.verify(user['name'], state['session'], ask('picture'))
        self.signed_in('pictureThenCode', user, module.verify(user['name'], state['session'], ask('code', user)))

    def test_a_choice(self):
        module, user, state = self.begin('choice')
        self.assertEqual(state['challenge']['options'], 'EMAIL_CODE,SMS_CODE,QUESTION')
        state = module.verify(user['name'], state['session'], 'SMS_CODE')
        self.signed_in('choice', user, module.verify(user['name'], state['session'], ask('code', user)))

    def test_a_password_first(self):
        for pool in ('srpAndCustom', 'passwordVerifier'):
            login_with_password = recipe(pool, 'sign_in_with_password').login_with_password
            user = ask('newUser', pool)
            state = login_with_password(user['name'], user['password'])
            state = sys.modules['sign_in'].verify(user['name'], state['session'], ask('code', user))
            self.signed_in(pool, user, state)
            with self.assertRaises(ClientError) as refused:
                login_with_password(user['name'], 'Wrong-horse-battery-1')
            self.assertEqual(refused.exception.response['Error']['Code'], 'NotAuthorizedException')

    def test_a_sign_up_with_a_password_that_nobody_knows(self):
        module = recipe('passwordless')
        user = {'name': 'python@example.com', 'email': 'python@example.com', 'phone': '-'}
        module.sign_up(user['email'])
        with self.assertRaises(module.cognito.exceptions.UserNotConfirmedException):
            module.login(user['email'])
        module.sign_up(user['email'])
        self.assertEqual(ask('messages', user), 2)
        state = module.confirm_sign_up(user['email'], ask('code', user))
        self.signed_in('passwordless', user, module.verify(user['email'], state['session'], ask('code', user)))
        module.sign_up(user['email'])
        self.assertEqual(ask('messages', user), 3)


class CommandLine(unittest.TestCase):
    def sign_in(self, pool, answers):
        """Types the answers, which may be functions of the user; gives tokens and what was asked and said."""
        user, seen, left = ask('newUser', pool), [], list(answers)

        def type_in(prompt):
            seen.append(prompt)
            answer = left.pop(0)
            return answer(user) if callable(answer) else answer

        return recipe(pool, 'cli').sign_in(user['name'], type_in, seen.append), seen, user

    def test_a_code_and_a_question(self):
        code = lambda user: ask('code', user)
        tokens, seen, user = self.sign_in('passwordlessWithQuestion', ['wrong', 'r', code, 'red', 'blue'])
        self.assertEqual(ask('verified', ['passwordlessWithQuestion', tokens]), user['email'])
        self.assertEqual(seen, [
            'EMAIL_CODE: ', 'CODE_MISMATCH, attempts left: 2', 'EMAIL_CODE: ', 'THROTTLED, attempts left: 2', 'EMAIL_CODE: ',
            'colour, try 1: ', 'CODE_MISMATCH, attempts left: 2', 'colour, try 2: ',
        ])

    def test_a_choice(self):
        tokens, seen, _ = self.sign_in('choice', ['EMAIL_CODE', lambda user: ask('code', user)])
        self.assertIn('AccessToken', tokens)
        self.assertEqual(seen, ['EMAIL_CODE,SMS_CODE,QUESTION: ', 'EMAIL_CODE: '])

    def test_three_wrong_codes(self):
        tokens, seen, _ = self.sign_in('passwordless', ['wrong'] * 3)
        self.assertIsNone(tokens)
        self.assertEqual(seen[-1], 'NotAuthorizedException')


if __name__ == '__main__':
    unittest.main(verbosity=2)
