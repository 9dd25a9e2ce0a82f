using System.Reflection;

namespace BotPerf.Client.Instrumenting;

/// <summary>
/// Reads a property of payloads whose types the SDK cannot name. The getter is bound once a type, so that reading costs no
/// reflection.
/// </summary>
internal sealed class PropertyReader<T>(string name)
{
    private Bound? _last;

    /// <summary>Default when there is no such property, or one of another type.</summary>
    public T? Read(object payload)
    {
        var type = payload.GetType();
        var bound = _last;
        if (bound?.Type != type)
            _last = bound = new Bound(type, Bind(type.GetProperty(name)));
        return bound.Get is null ? default : bound.Get(payload);
    }

    private static Func<object, T>? Bind(PropertyInfo? property)
    {
        if (property?.GetMethod is not { } getter || !typeof(T).IsAssignableFrom(property.PropertyType))
            return null;
        if (property.DeclaringType!.IsValueType || (property.PropertyType.IsValueType && property.PropertyType != typeof(T)))
            return payload => (T)property.GetValue(payload)!;
        return (Func<object, T>)typeof(PropertyReader<T>).GetMethod(nameof(Getter), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(property.DeclaringType, property.PropertyType).Invoke(null, [getter])!;
    }

    private static Func<object, T> Getter<TPayload, TProperty>(MethodInfo getter) where TPayload : class where TProperty : T
    {
        var get = getter.CreateDelegate<Func<TPayload, TProperty>>();
        return payload => get((TPayload)payload);
    }

    private sealed record Bound(Type Type, Func<object, T>? Get);
}
