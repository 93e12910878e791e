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
 * Handles requests of AWS SDKs and the AWS CLI: identifies the caller, decodes the request with the protocol of the service, and calls
 * the {@link Gateway}. Signatures are not verified; the access key and the session token identify the caller.
 */
public final class AwsEndpoint implements HttpHandler {
    /** Services with a global endpoint, whose requests are signed for this region. */
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

    /** Returns the protocol of the service in the signature; without a signature, the protocol that the request matches. */
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

    /** Sends a part of a response and closes the connection. Without any response, a client may retry the request automatically. */
    private static void breakOff(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, Integer.MAX_VALUE);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
    }

    /** Returns null when the response must be lost. */
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
            // This is a bug of the local emulator. Only the caller can see it.
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return protocol.error(
                    context, AwsException.of("InternalFailure", 500, "A bug in the local emulator: " + trace));
        }
    }

    /** Returns the owner of the key that signed the request for this region. */
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
