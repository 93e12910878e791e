package io.github.emrlaunch.local.internal.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Creates checkpoints of collections. The elements must be immutable unless a method takes checkpoints of elements. */
public final class Checkpoints {
    private Checkpoints() {}

    /** Returns the checkpoint of a service without state. */
    public static Checkpoint none() {
        return () -> {};
    }

    /** Returns a checkpoint of several parts, which are restored in this order. */
    public static Checkpoint all(Checkpoint... parts) {
        return all(List.of(parts));
    }

    /** Returns a checkpoint of several parts, which are restored in this order. */
    public static Checkpoint all(List<Checkpoint> parts) {
        List<Checkpoint> all = List.copyOf(parts);
        return new Checkpoint() {
            @Override
            public void endWork() {
                all.forEach(Checkpoint::endWork);
            }

            @Override
            public void restore() {
                all.forEach(Checkpoint::restore);
            }
        };
    }

    public static <K, V> Checkpoint of(Map<K, V> map) {
        Map<K, V> kept = new LinkedHashMap<>(map);
        return () -> {
            map.clear();
            map.putAll(kept);
        };
    }

    public static <T> Checkpoint of(Collection<T> collection) {
        List<T> kept = new ArrayList<>(collection);
        return () -> {
            collection.clear();
            collection.addAll(kept);
        };
    }

    /** Returns a checkpoint of a collection of mutable elements and of each element. */
    public static <T> Checkpoint of(Collection<T> collection, Function<T, Checkpoint> ofElement) {
        return all(of(collection), all(collection.stream().map(ofElement).toList()));
    }

    /** Returns a checkpoint of a map with mutable values and of each value. */
    public static <K, V> Checkpoint of(Map<K, V> map, Function<V, Checkpoint> ofValue) {
        return all(of(map), all(map.values().stream().map(ofValue).toList()));
    }

    /** Returns a checkpoint of a map of maps. */
    public static <K, I, V> Checkpoint ofMaps(Map<K, Map<I, V>> map, Supplier<Map<I, V>> newMap) {
        Map<K, Map<I, V>> kept = new LinkedHashMap<>();
        map.forEach((key, inner) -> kept.put(key, new LinkedHashMap<>(inner)));
        return () -> {
            map.clear();
            kept.forEach((key, inner) -> {
                Map<I, V> restored = newMap.get();
                restored.putAll(inner);
                map.put(key, restored);
            });
        };
    }

    /** Returns a checkpoint of a map of collections. */
    public static <K, T, C extends Collection<T>> Checkpoint ofCollections(Map<K, C> map, Supplier<C> newCollection) {
        Map<K, List<T>> kept = new LinkedHashMap<>();
        map.forEach((key, inner) -> kept.put(key, new ArrayList<>(inner)));
        return () -> {
            map.clear();
            kept.forEach((key, inner) -> {
                C restored = newCollection.get();
                restored.addAll(inner);
                map.put(key, restored);
            });
        };
    }
}
