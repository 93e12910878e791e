package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;

/** The protocol of one service, which reads the requests itself. */
public interface HttpProtocol extends ServiceProtocol.Own {
    /** Whether a request without a signature looks like one of the service. */
    boolean claims(HttpExchange exchange);

    /** The protocol of one request. */
    Protocol of(HttpExchange exchange);
}
