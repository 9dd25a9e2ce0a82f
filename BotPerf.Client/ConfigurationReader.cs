using System.Reflection;
using BotPerf.Client.Recording;
using Microsoft.Extensions.Configuration;

namespace BotPerf.Client;

/// <summary>
/// Fills options from a configuration section, setting by setting: one that cannot be understood is told and left at its
/// default, where the framework's binder would throw into the bot.
/// </summary>
internal static class ConfigurationReader
{
    public static void Read(IConfigurationSection? section, object options, List<string> problems)
    {
        if (section is null)
            return;

        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var setting = section.GetSection(property.Name);
            if (!setting.Exists())
                continue;
            if (property.GetValue(options) is { } nested && property.PropertyType is { IsClass: true } type && type.Namespace == typeof(BotPerfOptions).Namespace)
                Read(setting, nested, problems);
            else
                Read(setting, options, property, problems);
        }
    }

    private static void Read(IConfigurationSection setting, object options, PropertyInfo property, List<string> problems)
    {
        // An empty text means that nothing is set, as with environment variables.
        if (setting.Value is { } text && string.IsNullOrWhiteSpace(text))
            return;

        try
        {
            if (!property.CanWrite)
                setting.Bind(property.GetValue(options));
            else if (setting.Get(property.PropertyType) is { } value)
                property.SetValue(options, value);
        }
        catch (Exception)
        {
            problems.Add($"{setting.Path} is \"{Texts.Label(setting.Value)}\"; it must be {RuleOf(property.PropertyType)}. The default is used.");
        }
    }

    private static string RuleOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var one when one == typeof(bool) => "true or false",
        var one when one == typeof(int) || one == typeof(long) => "a whole number",
        var one when one == typeof(double) => "a number",
        var one when one == typeof(TimeSpan) => "a duration like 00:00:10",
        var one when one == typeof(Uri) => "an address like http://localhost:5080",
        { IsEnum: true } one => $"one of {string.Join(", ", Enum.GetNames(one))}",
        _ => "something else; see the documentation of the setting",
    };
}
