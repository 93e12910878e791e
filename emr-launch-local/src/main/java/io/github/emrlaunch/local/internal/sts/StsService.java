package io.github.emrlaunch.local.internal.sts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Credentials;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.util.Map;

/** STS: who am I, and sessions of roles. */
public final class StsService implements LocalService {
    private static final int DEFAULT_SECONDS = 3600;

    private final Account account;
    private final Iam iam;
    private final VirtualClock clock;

    StsService(ServiceContext context) {
        this.account = context.account();
        this.iam = context.iam();
        this.clock = context.clock();
    }

    /** Makes the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new StsService(context);
        }
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
                        Operation.requiring(
                                input -> RequiredPermission.of("sts:AssumeRole", Inputs.required(input, "RoleArn")),
                                this::assumeRole)));
    }

    private JsonNode getCallerIdentity(CallContext context, ObjectNode input) {
        return AwsJson.object()
                .put("Arn", context.principal().arn())
                .put("UserId", context.principal().userId())
                .put("Account", account.id());
    }

    private JsonNode assumeRole(CallContext context, ObjectNode input) {
        String roleArn = Inputs.required(input, "RoleArn");
        if (AwsJson.has(input, "Policy") || AwsJson.has(input, "PolicyArns.member.1.arn")) {
            throw AwsException.validation("The stand-in does not support session policies");
        }
        Role role = iam.role(roleArn)
                .filter(found -> iam.isAssumable(found, context.principal()))
                .orElseThrow(() -> AwsException.of(
                        "AccessDenied",
                        403,
                        "User: " + context.principal().arn()
                                + " is not authorized to perform: sts:AssumeRole on resource: " + roleArn));
        Credentials credentials = iam.openSession(role, Inputs.required(input, "RoleSessionName"));
        int seconds = Inputs.number(input, "DurationSeconds", DEFAULT_SECONDS, 900, 43_200);
        ObjectNode output = AwsJson.object();
        output.putObject("Credentials")
                .put("AccessKeyId", credentials.accessKeyId())
                .put("SecretAccessKey", credentials.secretAccessKey())
                .put("SessionToken", credentials.sessionToken())
                .put("Expiration", clock.now().plus(Duration.ofSeconds(seconds)).toString());
        output.putObject("AssumedRoleUser")
                .put("AssumedRoleId", credentials.principal().userId())
                .put("Arn", credentials.principal().arn());
        return output;
    }
}
