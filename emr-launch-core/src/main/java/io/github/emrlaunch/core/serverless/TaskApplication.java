package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/** The application of a task, which determines the applications that the state machine has permissions for. */
public final class TaskApplication {
    /** All applications of the account and region. */
    static final String ANY = Arns.regional("emr-serverless", "/applications/*");

    /** The path of the application that {@link ServerlessTasks#createApplication} has created. */
    static final String CREATED = "$.ServerlessApplication";

    private final @Nullable IServerlessApplication application;
    private final @Nullable ApplicationFacts facts;
    private final String path;

    private TaskApplication(
            @Nullable IServerlessApplication application, @Nullable ApplicationFacts facts, String path) {
        this.application = application;
        this.facts = facts;
        this.path = path;
    }

    /** An application that is known at synthesis. Tasks have permissions for this application only. */
    public static TaskApplication of(IServerlessApplication application) {
        return new TaskApplication(application, JobRules.facts(Validation.required("application", application)), "");
    }

    /**
     * An application whose id is in the state. Tasks have permissions for any application of the account and region. Its settings are
     * unknown, so
     * the role of a job needs permission to write its logs, or the job has {@link JobRunSettings#withMonitoring its own targets}.
     *
     * @param path such as {@code $.ApplicationId}
     */
    public static TaskApplication atPath(String path) {
        Reference.atPath("path", Validation.required("path", path), Reference.STATE_INPUT);
        return new TaskApplication(null, null, path);
    }

    static TaskApplication created(ApplicationFacts facts) {
        return new TaskApplication(null, facts, CREATED + ".ApplicationId");
    }

    /** Returns the known settings, or null if there are none. */
    @Nullable ApplicationFacts facts() {
        return facts;
    }

    /** Returns the application, or null if only its path is known. */
    @Nullable IServerlessApplication known() {
        return application;
    }

    /** Returns whether the execution creates it, so that no role can be restricted to it. */
    boolean isNew() {
        return path.startsWith(CREATED + ".");
    }

    String arn() {
        return application == null ? ANY : application.getApplicationArn();
    }

    /**
     * Returns the arguments of a task, including the application.
     *
     * @param root the expression that {@code $} refers to in the task
     */
    ObjectNode arguments(String root) {
        return application == null
                ? Json.object()
                        .put(
                                "ApplicationId",
                                Reference.atPath("path", path, root).inState())
                : Json.object().put("ApplicationId", application.getApplicationId());
    }
}
