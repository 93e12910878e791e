package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;

/** A protocol of one service that reads its HTTP requests directly. */
public interface HttpProtocol extends ServiceProtocol.Own {
    /** Returns whether a request without a signature matches the service. */
    boolean claims(HttpExchange exchange);

    /** Returns the protocol of one request. */
    Protocol of(HttpExchange exchange);
}
