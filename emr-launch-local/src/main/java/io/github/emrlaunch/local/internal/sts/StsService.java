package io.github.emrlaunch.local.internal.sts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Authorizer;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Credentials;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** AWS STS: the identity of the caller, and sessions of roles. */
public final class StsService implements LocalService {
    private static final int DEFAULT_SECONDS = 3600;
    private static final int CHAINED_SECONDS = 3600;
    private static final List<String> UNSUPPORTED =
            List.of("Policy", "PolicyArns", "PolicyArns.member.1.arn", "SerialNumber", "TokenCode", "SourceIdentity");

    private final Account account;
    private final Iam iam;
    private final Authorizer authorizer;
    private final VirtualClock clock;

    StsService(ServiceContext context) {
        this.account = context.account();
        this.iam = context.iam();
        this.authorizer = context.authorizer();
        this.clock = context.clock();
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new StsService(context);
        }
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.none();
    }

    @Override
    public AwsService api() {
        return AwsService.query(
                "sts",
                "https://sts.amazonaws.com/doc/2011-06-15/",
                Map.of(
                        "GetCallerIdentity",
                        Operation.open(this::getCallerIdentity),
                        "AssumeRole",
                        new Operation(
                                input -> SessionRequest.of(input).permissions(roleTags(input)), this::assumeRole)));
    }

    private Map<String, String> roleTags(ObjectNode input) {
        return iam.role(Inputs.required(input, "RoleArn")).map(Role::tags).orElse(Map.of());
    }

    private JsonNode getCallerIdentity(CallContext context, ObjectNode input) {
        return AwsJson.object()
                .put("Arn", context.principal().arn())
                .put("UserId", context.principal().userId())
                .put("Account", account.id());
    }

    private JsonNode assumeRole(CallContext context, ObjectNode input) {
        for (String member : UNSUPPORTED) {
            if (AwsJson.has(input, member)) {
                throw AwsException.client(
                        "ValidationError", "The local emulator does not support " + member + " of AssumeRole");
            }
        }
        SessionRequest request = SessionRequest.of(input);
        Role role = iam.role(request.roleArn())
                .orElseThrow(() -> CommonErrors.QUERY.accessDenied(
                        "User: " + context.principal().arn() + " is not authorized to perform: sts:AssumeRole on"
                                + " resource: " + request.roleArn()));
        Principal.Session caller = context.principal().session();
        SessionRequest inherited = request.inheriting(
                caller == null ? Map.of() : caller.tags(), caller == null ? Set.of() : caller.transitiveTagKeys());
        if (request.tags().isEmpty() && !inherited.tags().isEmpty()) {
            authorizer
                    .refusal(context.principal(), inherited.tagSession(role.tags()))
                    .ifPresent(message -> {
                        throw CommonErrors.QUERY.accessDenied(message);
                    });
        }
        Principal session = iam.sessionPrincipal(
                        role, inherited.sessionName(), inherited.tags(), inherited.transitiveTagKeys())
                .callingFor(context.principal()::execution);
        Instant expiration = clock.now().plusSeconds(seconds(input, role, caller != null));
        return answer(iam.credentials(session, expiration));
    }

    private static int seconds(ObjectNode input, Role role, boolean chained) {
        int seconds = SessionRequest.number(input, "DurationSeconds", DEFAULT_SECONDS, 900, 43_200);
        if (chained && seconds > CHAINED_SECONDS) {
            throw AwsException.client(
                    "ValidationError",
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                            + " chaining");
        }
        if (seconds > role.maxSessionSeconds()) {
            throw AwsException.client(
                    "ValidationError",
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return seconds;
    }

    private static JsonNode answer(Credentials credentials) {
        ObjectNode output = AwsJson.object();
        output.putObject("Credentials")
                .put("AccessKeyId", credentials.accessKeyId())
                .put("SecretAccessKey", credentials.secretAccessKey())
                .put("SessionToken", credentials.sessionToken())
                .put("Expiration", credentials.expiration().toString());
        output.putObject("AssumedRoleUser")
                .put("AssumedRoleId", credentials.principal().userId())
                .put("Arn", credentials.principal().arn());
        return output;
    }
}
