package io.github.emrlaunch.local.internal.sqs;

import io.github.emrlaunch.local.internal.aws.AwsException;

/**
 * The errors of SQS, each with the code of its Query protocol, which SDKs show, see <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html">JSON
 * responses</a>. The codes and messages are those that LocalStack recorded from AWS (test_sqs.snapshot.json).
 */
final class SqsErrors {
    private static final String PREFIX = "AWS.SimpleQueueService.";

    private SqsErrors() {}

    static AwsException noQueue() {
        return error("QueueDoesNotExist", PREFIX + "NonExistentQueue", "The specified queue does not exist.");
    }

    static AwsException invalidAddress(String queueUrl) {
        return error(
                "InvalidAddress", "InvalidAddress", "The address " + queueUrl + " is not valid for this endpoint.");
    }

    static AwsException missing(String parameter) {
        return error(
                "MissingRequiredParameterException",
                "MissingParameter",
                "The request must contain the parameter " + parameter + ".");
    }

    static AwsException invalidValue(String message) {
        return error("InvalidParameterValueException", "InvalidParameterValue", message);
    }

    static AwsException invalidValue(String value, String parameter, String reason) {
        return invalidValue("Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
    }

    static AwsException invalidContents() {
        return error(
                "InvalidMessageContents",
                "InvalidMessageContents",
                "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to"
                        + " #xFFFD | #x10000 to #x10FFFF");
    }

    static AwsException unknownAttribute(String name) {
        return error("InvalidAttributeName", "InvalidAttributeName", "Unknown Attribute " + name + ".");
    }

    static AwsException invalidHandle(String handle) {
        return error(
                "ReceiptHandleIsInvalid",
                "ReceiptHandleIsInvalid",
                "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
    }

    static AwsException unsupported(String message) {
        return error("UnsupportedOperation", PREFIX + "UnsupportedOperation", message);
    }

    static AwsException emptyBatch(String entry) {
        return batch("EmptyBatchRequest", "There should be at least one " + entry + " in the request.");
    }

    static AwsException tooManyEntries(int size) {
        return batch(
                "TooManyEntriesInBatchRequest",
                "Maximum number of entries per request are " + Batch.MAX_ENTRIES + ". You have sent " + size + ".");
    }

    static AwsException invalidEntryId() {
        return batch(
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80"
                        + " letters long.");
    }

    static AwsException repeatedEntryId(String id) {
        return batch("BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
    }

    static AwsException batchTooLong(int maximum, int size) {
        return batch(
                "BatchRequestTooLong",
                "Batch requests cannot be longer than " + maximum + " bytes. You have sent " + size + " bytes.");
    }

    private static AwsException batch(String code, String message) {
        return error(code, PREFIX + code, message);
    }

    private static AwsException error(String code, String queryCode, String message) {
        return AwsException.queryCompatible(code, queryCode, 400, message);
    }
}
