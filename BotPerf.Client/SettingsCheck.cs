namespace BotPerf.Client;

/// <summary>Puts the default in place of a wrong value and remembers what to tell.</summary>
internal sealed class SettingsCheck
{
    private readonly List<string> _problems = [];

    /// <summary>For people: each names the setting and the rule.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public void Tell(string problem) => _problems.Add(problem);

    public T Within<T>(string name, T value, T standard, T least, T most) where T : IComparable<T>
    {
        if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0)
            return value;
        _problems.Add($"{name} is {value}; it must be from {least} to {most}. {standard} is used.");
        return standard;
    }
}
