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
 * What every service is given.
 *
 * @param account the one account and region
 * @param clock the time that everything lives in
 * @param gateway the way to the operations of all services
 * @param iam the identities of the account
 * @param authorizer what they may do
 * @param resourcePolicies what resources say about who may use them
 * @param services the other services, for what they know of each other without a call
 * @param endpoint where processes reach the emulator
 * @param directory where services keep files; each has a folder of its own there
 * @param variables environment variables of every process that a service starts, over those that it has by itself
 * @param jobs what runs the jobs of steps and job runs, null where all are simulated
 * @param pythonFunctions what runs functions in Python
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

    /** Where services tell what happened: the default event bus. */
    public EventSink events() {
        return (source, detailType, resources, detail) ->
                services.get(EventSink.class).emit(source, detailType, resources, detail);
    }

    /** A call of the account itself, which may do everything. */
    public CallContext root() {
        return CallContext.of(Principal.root(account));
    }
}
