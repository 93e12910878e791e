package io.github.emrlaunch.local.internal.service;

import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.EventSink;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.IamAuthorizer;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.states.time.VirtualClock;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dependencies that every service receives.
 *
 * @param account the account and region
 * @param clock the virtual clock
 * @param gateway calls the operations of all services
 * @param iam the identities of the account
 * @param authorizer decides the permissions of the identities
 * @param resourcePolicies the resource-based policies
 * @param services the other services, for information that they share without a call
 * @param endpoint the endpoint of the emulator for processes
 * @param directory the directory for files; each service has its own folder in it
 * @param variables environment variables of every process that a service starts; they override the default variables
 * @param jobs runs the jobs of steps and job runs; null when all are simulated
 * @param pythonFunctions runs functions in Python
 */
public record ServiceContext(
        Account account,
        VirtualClock clock,
        Gateway gateway,
        Iam iam,
        IamAuthorizer authorizer,
        ResourcePolicies resourcePolicies,
        Services services,
        URI endpoint,
        Path directory,
        Map<String, String> variables,
        @Nullable Jobs jobs,
        PythonFunctions pythonFunctions) {
    public ServiceContext {
        variables = Map.copyOf(variables);
    }

    /** Returns the receiver of events: the default event bus. */
    public EventSink events() {
        return (source, detailType, resources, detail) ->
                services.get(EventSink.class).emit(source, detailType, resources, detail);
    }

    /** Returns the context of a call by the account, which has full permissions. */
    public CallContext root() {
        return CallContext.of(Principal.root(account));
    }
}
