from aws_cdk import App, CfnOutput, Stack
from aws_cdk.aws_cognito import SignInAliases, UserPoolProps
from cdk_cognito_custom_auth import Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender

app = App()

# A code by e-mail, no password.
stack = Stack(app, "Passwordless")
auth = CustomAuthUserPool(
    stack,
    "Auth",
    sequence=ChallengeSequence.passwordless(
        Challenge.email_code(sender=EmailSender.ses(from_address="no-reply@example.com")),
    ),
    user_pool_props=UserPoolProps(self_sign_up_enabled=True, sign_in_aliases=SignInAliases(email=True)),
)
CfnOutput(stack, "UserPoolId", value=auth.user_pool.user_pool_id)
CfnOutput(stack, "ClientId", value=auth.client.user_pool_client_id)

app.synth()
