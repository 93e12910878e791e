package io.github.emrlaunch.client;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** The history of one execution, read incrementally. */
final class LaunchHistory {
    /** More events than occur between two polls. A full page of history could have megabytes. */
    private static final int RECENT = 25;

    private static final int MAX_PAGE = 1000;

    private final SfnClient stepFunctions;
    private final Launch launch;
    private long seen;

    LaunchHistory(SfnClient stepFunctions, Launch launch) {
        this.stepFunctions = stepFunctions;
        this.launch = launch;
    }

    /** The events since the last call, in order. */
    List<HistoryEvent> news() {
        List<HistoryEvent> news = seen == 0 ? all() : sinceSeen();
        if (!news.isEmpty()) {
            seen = news.get(news.size() - 1).id();
        }
        return news;
    }

    private List<HistoryEvent> all() {
        return events(false, MAX_PAGE).toList();
    }

    /**
     * Step Functions has no token from which a later call could continue. Events are therefore read backwards from the end until a
     * known event. The history may grow between two pages. The next page then repeats events of the previous one; each counts once.
     */
    private List<HistoryEvent> sinceSeen() {
        Map<Long, HistoryEvent> news = new TreeMap<>();
        Iterator<HistoryEvent> newestFirst = events(true, RECENT).iterator();
        while (newestFirst.hasNext()) {
            HistoryEvent event = newestFirst.next();
            if (event.id() <= seen) {
                break;
            }
            news.put(event.id(), event);
        }
        return List.copyOf(news.values());
    }

    /** The state that was entered last; null before the first. */
    @Nullable String currentState() {
        return events(true, RECENT)
                .map(LaunchEvents::of)
                .filter(LaunchEvent::entersState)
                .map(LaunchEvent::state)
                .findFirst()
                .orElse(null);
    }

    /** The last known status of the cluster; null before there is one. */
    @Nullable ClusterStatus cluster() {
        return events(true, RECENT)
                .flatMap(event -> Stream.ofNullable(LaunchEvents.of(event).cluster()))
                .findFirst()
                .orElse(null);
    }

    private Stream<HistoryEvent> events(boolean newestFirst, int pageSize) {
        return stepFunctions
                .getExecutionHistoryPaginator(request -> request.executionArn(launch.executionArn())
                        .reverseOrder(newestFirst)
                        .maxResults(pageSize))
                .events()
                .stream();
    }
}
