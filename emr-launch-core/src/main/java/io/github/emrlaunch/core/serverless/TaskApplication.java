package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/** The application of a task, and with it the applications that the state machine may use. */
public final class TaskApplication {
    /** The path of the application that {@link ServerlessTasks#createApplication} has created. */
    static final String CREATED = "$.ServerlessApplication";

    private final @Nullable IServerlessApplication application;
    private final String path;

    private TaskApplication(@Nullable IServerlessApplication application, String path) {
        this.application = application;
        this.path = path;
    }

    /** An application that is known at synth: tasks may use it and no other. */
    public static TaskApplication of(IServerlessApplication application) {
        return new TaskApplication(application, "");
    }

    /**
     * An application whose id is in the state: tasks may use any application of the account and region.
     *
     * @param path such as {@code $.ApplicationId}
     */
    public static TaskApplication atPath(String path) {
        Reference.atPath("path", Validation.required("path", path), Reference.STATE_INPUT);
        return new TaskApplication(null, path);
    }

    /**
     * The application that {@link ServerlessTasks#createApplication} has created, at {@code
     * $.ServerlessApplication.ApplicationId}: tasks may use any application of the account and region.
     */
    public static TaskApplication created() {
        return atPath(CREATED + ".ApplicationId");
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
        return application == null
                ? Arns.regional("emr-serverless", "/applications/*")
                : application.getApplicationArn();
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
