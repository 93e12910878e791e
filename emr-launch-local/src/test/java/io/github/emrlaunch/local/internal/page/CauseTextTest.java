package io.github.emrlaunch.local.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CauseTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"Step": {"Id": "s-1", "Config": {}, "Status": {"State": "FAILED", "FailureDetails": {"Reason": "Unknown Error.", "Message": "no table"}}}} | Step s-1 is FAILED: Unknown Error: no table
        {"Step": {"Id": "s-1", "Status": {"State": "CANCELLED", "StateChangeReason": {"Message": "Cancelled by user"}}}} | Step s-1 is CANCELLED: Cancelled by user
        {"Step": {"Id": "s-1", "Status": {"State": "INTERRUPTED", "StateChangeReason": {}}}} | Step s-1 is INTERRUPTED
        {"Cluster": {"Id": "j-1", "Status": {"State": "TERMINATED", "StateChangeReason": {"Code": "BOOTSTRAP_FAILURE", "Message": "no script"}}}} | Cluster j-1 is TERMINATED: BOOTSTRAP_FAILURE: no script
        {"JobRunId": "00f", "State": "FAILED", "StateDetails": "see the logs"} | Job run 00f is FAILED: see the logs
        {"ExecutionArn": "arn", "Name": "one", "Status": "FAILED", "Error": "E", "Cause": "{\\"errorMessage\\": \\"inner\\"}"} | Execution one is FAILED: E: inner
        {"ExecutionArn": "arn", "Name": "one", "Status": "ABORTED"} | Execution one is ABORTED
        {"errorMessage": "no such team", "stackTrace": ["x"]} | no such team
        {"Error": "States.TaskFailed", "Cause": "{\\"JobRunId\\": \\"00f\\", \\"State\\": \\"FAILED\\"}"} | States.TaskFailed: Job run 00f is FAILED
        {"Error": "", "Cause": ""} | {"Error": "", "Cause": ""}
        {"other": 1} | {"other": 1}
        {"Step": "cut | {"Step": "cut
        a sentence. | a sentence.
        """)
    void extractsReasonFromCause(String cause, String text) {
        assertThat(CauseText.of(cause)).isEqualTo(text);
    }
}
