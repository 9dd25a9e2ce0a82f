using System.Linq.Expressions;
using System.Reflection;
using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

/// <summary>Every public function of the monitor, and of what it gives, found by reflection: whatever it gets, it does not throw.</summary>
public sealed class HostileSurfaceTests
{
    private const int CallsOfAFunction = 200;

    private static readonly string?[] s_texts =
        [null, "", "   ", "help", new string('x', 1 << 20), "\ud800", "a\udc00b", "\0\u001f\r\n", "=cmd()", "名前"];

    private static readonly double[] s_numbers =
        [0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon];

    [Fact]
    public async Task PublicFunctions_WithAnything_DoNotThrow()
    {
        using var folder = new TempFolder();
        var options = new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None, Spool = { Folder = folder.File("spool") } };
        await using var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);
        var functions = FunctionsOf(typeof(PerformanceMonitor)).Where(function => function.Name is not ("ShutdownAsync" or "DisposeAsync")).ToArray();

        var failures = await Task.WhenAll(functions.Select(function => Task.Run(() => AttackAsync(monitor, function))));

        Assert.True(functions.Length > 15, "The functions were not found.");
        Assert.True(failures.All(failure => failure is null), string.Join(Environment.NewLine, failures.OfType<string>()));
    }

    private static IEnumerable<MethodInfo> FunctionsOf(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            // Spans cannot be passed by reflection; HostileCallsTests calls those.
            .Where(method => !method.IsSpecialName && !method.ContainsGenericParameters && !method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike || parameter.ParameterType.IsByRef))
            .Where(method => method.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct"));

    private static async Task<string?> AttackAsync(object target, MethodInfo function)
    {
        var random = new Random(function.Name.Length);
        for (var i = 0; i < CallsOfAFunction; i++)
        {
            var arguments = function.GetParameters().Select(parameter => Anything(parameter.ParameterType, random)).ToArray();
            try
            {
                var result = function.Invoke(target, arguments);
                if (result is Task task)
                    await task.WaitAsync(Eventually.Patience);
                else if (result?.GetType() is { Namespace: "BotPerf.Client", IsArray: false } given && i % 10 == 0 && !IsRecord(given))
                    await AttackAllAsync(result, given, random);
            }
            catch (TargetInvocationException failure)
            {
                return $"{function}({string.Join(", ", arguments.Select(Short))}): {failure.InnerException}";
            }
        }

        return null;
    }

    private static async Task AttackAllAsync(object target, Type type, Random random)
    {
        foreach (var function in FunctionsOf(type))
        {
            var result = function.Invoke(target, [.. function.GetParameters().Select(parameter => Anything(parameter.ParameterType, random))]);
            if (result is Task task)
                await task.WaitAsync(Eventually.Patience);
        }
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static object? Anything(Type type, Random random)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return random.Next(3) == 0 ? null : Anything(value, random);
        if (type == typeof(string))
            return s_texts[random.Next(s_texts.Length)];
        if (type == typeof(double))
            return s_numbers[random.Next(s_numbers.Length)];
        if (type == typeof(TimeSpan))
            return TimeSpan.FromTicks(random.Next(3) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => random.Next() });
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type == typeof(int))
            return random.Next(4) switch { 0 => int.MinValue, 1 => -1, 2 => int.MaxValue, _ => random.Next(10) };
        if (type == typeof(long))
            return random.NextInt64(long.MinValue, long.MaxValue);
        if (type.IsEnum)
            return Enum.ToObject(type, random.Next(-1, 6));
        if (type == typeof(CancellationToken))
            return CancellationToken.None;
        if (type.IsAssignableFrom(typeof(Unspeakable)))
            return random.Next(4) == 0 ? null : new Unspeakable();
        if (type == typeof(IMetricsExporter))
            return random.Next(2) == 0 ? null : new Unspeakable();
        if (type == typeof(ConnectionPoolMetrics))
            return random.Next(2) == 0 ? null : new ConnectionPoolMetrics { QueryWaitTimesMs = s_numbers };
        if (typeof(Delegate).IsAssignableFrom(type))
            return random.Next(2) == 0 ? null : Throwing(type);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private static Delegate Throwing(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        return Expression.Lambda(type, Expression.Throw(Expression.New(typeof(Unspeakable)), invoke.ReturnType), parameters).Compile();
    }

    private static string Short(object? argument) => argument switch
    {
        null => "null",
        string { Length: > 20 } text => $"\"{text[..20]}…\"",
        Unspeakable => "unspeakable",
        _ => argument.ToString() ?? "",
    };

    private sealed class Unspeakable : Exception, IMetricsExporter
    {
        public override string Message => throw new InvalidOperationException();
        public override string StackTrace => throw new InvalidOperationException();
        public override string ToString() => throw new InvalidOperationException();
        public string Name => throw new InvalidOperationException();
        public Task ExportAsync(MetricsExport export, CancellationToken cancellationToken) => throw this;
    }
}
