package io.github.emrlaunch.client;

import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.StateExitedEventDetails;
import software.amazon.awssdk.services.sfn.model.TaskSucceededEventDetails;

/** Converts history events of Step Functions, in which each type has its own details member, to one form. */
final class LaunchEvents {
    private LaunchEvents() {}

    static LaunchEvent of(HistoryEvent event) {
        return new LaunchEvent(event.timestamp(), event.typeAsString(), state(event), details(event), cluster(event));
    }

    private static @Nullable ClusterStatus cluster(HistoryEvent event) {
        StateExitedEventDetails left = event.stateExitedEventDetails();
        TaskSucceededEventDetails task = event.taskSucceededEventDetails();
        try {
            if (left != null && left.output() != null) {
                return ClusterStatus.find(Json.parse(left.output()));
            }
            // A pipeline passes on nothing from its launch, which is an execution of another state machine.
            return task != null && "states".equals(task.resourceType()) && task.output() != null
                    ? ClusterStatus.find(Json.parse(task.output()).path("Output"))
                    : null;
        } catch (InvalidDefinitionException truncated) {
            return null;
        }
    }

    private static String state(HistoryEvent event) {
        if (event.stateEnteredEventDetails() != null) {
            return event.stateEnteredEventDetails().name();
        }
        return event.stateExitedEventDetails() == null
                ? ""
                : event.stateExitedEventDetails().name();
    }

    private static String details(HistoryEvent event) {
        if (event.taskFailedEventDetails() != null) {
            return text(
                    event.taskFailedEventDetails().error(),
                    event.taskFailedEventDetails().cause());
        }
        if (event.taskTimedOutEventDetails() != null) {
            return text(
                    event.taskTimedOutEventDetails().error(),
                    event.taskTimedOutEventDetails().cause());
        }
        if (event.executionFailedEventDetails() != null) {
            return text(
                    event.executionFailedEventDetails().error(),
                    event.executionFailedEventDetails().cause());
        }
        if (event.executionAbortedEventDetails() != null) {
            return text(
                    event.executionAbortedEventDetails().error(),
                    event.executionAbortedEventDetails().cause());
        }
        if (event.executionTimedOutEventDetails() != null) {
            return text(
                    event.executionTimedOutEventDetails().error(),
                    event.executionTimedOutEventDetails().cause());
        }
        return "";
    }

    private static String text(@Nullable String error, @Nullable String cause) {
        return Stream.of(error, cause == null ? null : ReadableCause.of(cause))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(": "));
    }
}
