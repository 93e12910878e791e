package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/** The application of a task, and with it the applications that the state machine may use. */
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

    /** An application that is known at synth: tasks may use it and no other. */
    public static TaskApplication of(IServerlessApplication application) {
        return new TaskApplication(application, JobRules.facts(Validation.required("application", application)), "");
    }

    /**
     * An application whose id is in the state: tasks may use any application of the account and region. Nothing more of it is known here, so
     * the role of a job is to be allowed to write its logs, or the job has {@link JobRunSettings#withMonitoring targets of its own}.
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

    /** What the app knows of it; null where that is nothing. */
    @Nullable ApplicationFacts facts() {
        return facts;
    }

    /** The application; null where only its path is known. */
    @Nullable IServerlessApplication known() {
        return application;
    }

    /** Whether the execution creates it, so that no role can be for it alone. */
    boolean isNew() {
        return path.startsWith(CREATED + ".");
    }

    String arn() {
        return application == null ? ANY : application.getApplicationArn();
    }

    /**
     * The arguments of a task, the application among them.
     *
     * @param root what {@code $} stands for in the task
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
