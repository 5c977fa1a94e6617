export { AwsError } from '../../../lambda/aws/errors';
