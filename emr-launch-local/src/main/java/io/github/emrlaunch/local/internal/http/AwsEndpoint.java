package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AuthenticationErrors;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;
import io.github.emrlaunch.local.internal.iam.AccessKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests of AWS SDKs and the AWS CLI: finds out who calls, decodes by the service's protocol, calls through the
 * {@link Gateway}. Signatures are not verified; the access key and the session token tell who calls.
 */
public final class AwsEndpoint implements HttpHandler {
    /** Services with an endpoint for all regions, which is signed for this one. */
    private static final Set<String> GLOBAL_SERVICES = Set.of("iam", "sts");

    private static final String GLOBAL_REGION = "us-east-1";

    private final Account account;
    private final Gateway gateway;
    private final AccessKeys accessKeys;
    private final RequestListener listener;

    public AwsEndpoint(Account account, Gateway gateway, AccessKeys accessKeys, RequestListener listener) {
        this.account = account;
        this.gateway = gateway;
        this.accessKeys = accessKeys;
        this.listener = listener;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<Credential> credential = Credential.of(exchange, account);
        Protocol protocol = protocol(exchange, credential);
        Response response = answer(protocol, credential);
        if (response == null) {
            breakOff(exchange);
        } else {
            response.send(exchange);
        }
    }

    /** The protocol of the service that the request is signed for; without one, the protocol that the request looks like. */
    private Protocol protocol(HttpExchange exchange, Optional<Credential> credential) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            return new JsonProtocol(gateway, target, LocalServer.body(exchange));
        }
        Optional<ServiceProtocol> spoken = credential.isPresent()
                ? gateway.service(credential.get().service()).map(AwsService::protocol)
                : gateway.protocols()
                        .filter(each -> each instanceof HttpProtocol own && own.claims(exchange))
                        .findFirst();
        if (spoken.isPresent() && spoken.get() instanceof HttpProtocol own) {
            return own.of(exchange);
        }
        String body = LocalServer.body(exchange);
        if (spoken.isPresent() && spoken.get() instanceof ServiceProtocol.Rest rest) {
            return rest(rest, exchange, body);
        }
        if (spoken.isPresent() && spoken.get() instanceof ServiceProtocol.Query query) {
            return new QueryProtocol(query.namespace(), body);
        }
        return exchange.getRequestURI().getPath().equals("/")
                ? new QueryProtocol("", body)
                : rest(new ServiceProtocol.Rest(List.of(), false), exchange, body);
    }

    private static RestProtocol rest(ServiceProtocol.Rest service, HttpExchange exchange, String body) {
        return new RestProtocol(
                service, exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(), body);
    }

    /** Begins an answer, because a client may repeat a request by itself when none begins, and closes the connection. */
    private static void breakOff(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, Integer.MAX_VALUE);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
    }

    /** Null when the answer shall be lost. */
    private @Nullable Response answer(Protocol protocol, Optional<Credential> signed) {
        CallContext context = CallContext.of(Principal.root(account));
        try {
            Credential credential = signed.orElseThrow(() -> AwsException.of(
                    "MissingAuthenticationTokenException",
                    403,
                    "Request is missing Authentication Token: sign it with Signature Version 4"));
            Protocol.Call call = protocol.decode(credential.service());
            context = CallContext.of(caller(credential, call.service()));
            ObjectNode input = call.input();
            Runnable served = listener.arrived(credential.accessKeyId(), call.service(), call.operation(), input);
            try {
                JsonNode output = gateway.call(context, call.service(), call.operation(), input);
                return protocol.answer(context, call, output);
            } finally {
                served.run();
            }
        } catch (AwsException e) {
            return e.isAnswerLost() ? null : protocol.error(context, e);
        } catch (RuntimeException e) {
            // The local emulator's own bug: the caller is the only one who can see it.
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return protocol.error(context, AwsException.of("InternalFailure", 500, "A bug in the local emulator: " + trace));
        }
    }

    /** Whose key signed the request, for this region. */
    private Principal caller(Credential credential, String service) {
        AuthenticationErrors errors = gateway.service(service)
                .map(AwsService::errors)
                .orElse(CommonErrors.JSON)
                .authentication();
        String region = credential.region();
        if (!region.equals(account.region()) && !(GLOBAL_SERVICES.contains(service) && region.equals(GLOBAL_REGION))) {
            throw errors.wrongRegion(region, account.region());
        }
        return accessKeys.authenticate(credential.accessKeyId(), credential.sessionToken(), errors);
    }
}
